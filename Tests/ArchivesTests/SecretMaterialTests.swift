import Testing

@testable import Archives
@testable import JSON
@testable import Model

/// What configs of real rigs hold, with invented values: each text is one line or a few of a file of this name.
struct `Secrets in real material` {
    struct Sample: CustomTestStringConvertible, Sendable {
        let file: String
        let text: String
        var testDescription: String { "\(file): \(text)" }

        init(_ file: String, _ text: String) {
            self.file = file
            self.text = text
        }
    }

    static let secrets: [Sample] = [
        // Ansible variables and inventories
        Sample("group_vars/all.yml", "luks_key: eggcA680td21K7Ndw6lv3CuaPDcSHGPP"),
        Sample("group_vars/all.yml", "tailscale_authkey_cp: KXg4Jbmm0wzhnp2NlYgDpo2L6awbxclf"),
        Sample("group_vars/all.yml", "wireguard_privkey: 'pnVwoMZNSvhTuUM9iHrjCwXr6z59cDVGx4Qm2TnL8kE='"),
        Sample("group_vars/all.yml", "borg_repokey_passphrase: correct-horse-9"),
        Sample("group_vars/db.yml", "postgresql_users: [{name: bench, password: Kx8vQ2mR}]"),
        Sample("group_vars/db.yml", "mysql_root_password: \"n7Gk2!pq\""),
        Sample("host_vars/rig.yml", "ansible_become_password: Winter2026"),
        Sample("host_vars/rig.yml", "ipmi_pass: calvin"),
        Sample("host_vars/rig.yml", "snmp_community_secret: pr1vate"),
        Sample("inventory", "rig1 ansible_host=10.0.0.4 ansible_password=Winter2026"),
        Sample("inventory", "[all:vars]\nansible_ssh_pass=Winter2026"),
        Sample("group_vars/all.yml", "vault_token_staging: hvs.CAESIJq0Fz3XnT7yVbR4kLmN8pQ2wE5u"),
        Sample("group_vars/all.yml", "app_session_cookie: Zk81mQpR7vTn2LxW4bYc6HdJ"),
        Sample("group_vars/all.yml", "password_salt: yOnOcUn1ggUc1uVntUAKEd8QX8vPheYN"),
        Sample("group_vars/all.yml", "registry_credentials: W1vBkXISqSNhjdcCeSH0J23qsNSJlEp6"),
        // Environment files and shells
        Sample("env.sh", "export PGPASSWORD='b3nch!'"),
        Sample("env.sh", "DB_PASS=${DB_PASS:-Winter2026}"),
        Sample("env.sh", "TOKEN=${TOKEN-t0k3n-of-rig}"),
        Sample("env.sh", ": ${REDIS_PASSWORD:=Winter2026}"),
        Sample(
            "prod.settings",
            "SECRET_KEY_BASE=0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0"),
        Sample("prod.settings", "MINIO_ROOT_PASSWORD=Winter2026"),
        Sample("run.sh", "mysql -u root -pWinter2026 bench"),
        Sample("run.sh", "mysqldump --user=root --password=Winter2026 bench"),
        Sample("run.sh", "sshpass -pWinter2026 ssh rig"),
        Sample("run.sh", "curl --user bench:Winter2026 https://rig.example/api"),
        Sample("run.sh", "curl -H 'Authorization: Bearer 9f8e7d6c5b4a' https://rig.example/api"),
        Sample("run.sh", "psql postgresql://bench:Winter2026@db.example/bench"),
        Sample("run.sh", "redis-cli -u redis://:Winter2026@cache.example:6379"),
        // Compose and Kubernetes
        Sample("compose.yaml", "services:\n  db:\n    environment:\n      - POSTGRES_PASSWORD=Winter2026"),
        Sample("compose.yaml", "      POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:-Winter2026}"),
        Sample("compose.yaml", "      GF_SECURITY_ADMIN_PASSWORD: Winter2026"),
        Sample("compose.yaml", "    command: redis-server --requirepass Winter2026"),
        Sample("secret.yaml", "kind: Secret\ndata:\n  password: V2ludGVyMjAyNg=="),
        Sample("secret.yaml", "stringData:\n  api-token: Winter2026"),
        Sample(
            "tls.yaml",
            "  tls.key: LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCk1JSUV2Z0lCQURBTkJna3Foa2lHOXcwQkFRRUZBQVM="),
        Sample(
            "tls.yaml",
            "  tls.key: LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpNSUlFcEFJQkFBS0NBUUVBdzA2YTFz"),
        Sample("deploy.yaml", "env:\n- name: DB_PASSWORD\n  value: Winter2026"),
        Sample("application.yml", "  password: ${DB_PASSWORD:Winter2026}"),
        Sample("application.yml", "openai_api_key: ${OPENAI_API_KEY:sk-kByXDa4AGffal0Z0uGys4kTp}"),
        // INI, TOML, properties, JSON
        Sample("grafana.ini", "[security]\nadmin_password = Winter2026"),
        Sample("grafana.ini", "secret_key = SW2YcwTIb9zpOOhoPsMm"),
        Sample("my.cnf", "[client]\nuser=root\npassword=Winter2026"),
        Sample("redis.conf", "requirepass Winter2026"),
        Sample("redis.conf", "masterauth Winter2026"),
        Sample("pg_service.conf", "[bench]\nhost=db\npassword=Winter2026"),
        Sample("recovery.conf", "primary_conninfo = 'host=db user=repl password=Winter2026'"),
        Sample("s3cfg", "secret_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzBENCHKEY"),
        Sample(
            "rclone.conf", "[s3]\ntype = s3\nsecret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzBENCHKEY"),
        Sample("credentials", "[default]\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzBENCHKEY"),
        Sample("config.toml", "[influx]\ntoken = \"Zk81mQpR7vTn2LxW4bYc6HdJ==\""),
        Sample("config.toml", "db-password = 'Winter2026'"),
        Sample("app.properties", "spring.datasource.password=Winter2026"),
        Sample("app.json", "{\"smtp\": {\"user\": \"rig\", \"pass\": \"Winter2026\"}}"),
        Sample("app.json", "{\"jwtKey\": \"j3dC7fxSYqpjqHUPxzFP3lFYvI0UAmrL\"}"),
        Sample("docker.json", "{\"auths\": {\"r.example\": {\"auth\": \"YmVuY2g6V2ludGVyMjAyNg==\"}}}"),
        Sample("wpa_supplicant.conf", "psk=\"correct horse\""),
        Sample("netrc.old", "machine rig.example login bench password Winter2026"),
        Sample("users", "bench:$apr1$Xq7vK2mR$0Yb1lq9vPz3wT5nJ8hGdF/"),
        Sample("users", "bench:$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"),
        Sample(
            "shadow.bak", "root:$6$Xq7vK2mR$0Yb1lq9vPz3wT5nJ8hGdF.0Yb1lq9vPz3wT5nJ8hGdF:19000:0:99999:7:::"),
        // Known by their form
        Sample(
            "notes.txt",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJiZW5jaCJ9.4pcPyMD09olPSyXnrXCjTwXyr4BsezdI1AVTmud2fU4"),
        Sample("notes.txt", "glsa_Zk81mQpR7vTn2LxW4bYc6HdJZk81mQpR_1a2b3c4d"),
        Sample("notes.txt", "use glpat-Zk81mQpR7vTn2LxW4bYc for it"),
        Sample("notes.txt", "ghp_Zk81mQpR7vTn2LxW4bYc6HdJZk81mQpR7vTn"),
        Sample("notes.txt", "AKIAQ7ZK81MQPR7VTN2L"),
        Sample("key.txt", "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIB"),
        Sample("key.txt", "AGE-SECRET-KEY-1QZK81MQPR7VTN2LXW4BYC6HDJZK81MQPR7VTN2LXW4BYC6HDJZK81MQPR"),
        Sample("site.j2", "{% set admin_password = 'Winter2026' %}"),
        Sample("site.yml", "password: \"{{ vault_password | default('Winter2026') }}\""),
        Sample("main.tf", "secret_key = \"wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzBENCHKEY\""),
    ]

    @Test(arguments: secrets)
    func `a secret is found, and no part of it is said`(_ sample: Sample) throws {
        let findings = SecretScan.findings(in: Array(sample.text.utf8), of: .file(sample.file))
        let finding = try #require(findings.first)
        #expect(findings.count == 1)
        for part in ["Winter2026", "zk81", "Zk81", "wJalr", "correct", "Kx8v", "n7Gk"] {
            #expect(!finding.json.text.contains(part))
        }
    }

    static let harmless: [Sample] = [
        // Templates, expressions, references
        Sample("main.tf", "api_token_secret = var.proxmox_api_token_secret"),
        Sample("main.tf", "secret_key = var.AWS_SECRET_ACCESS_KEY"),
        Sample("main.tf", "password = random_password.db.result"),
        Sample("main.tf", "token     = data.vault_generic_secret.rig.data[\"token\"]"),
        Sample("haproxy.cfg.j2", "{% set auth_pass = service.auth_pass | default() %}"),
        Sample("cells.yml", "cells: >-\n  {{ [{\n  'password': cell_database_password,\n  }] }}"),
        Sample("site.yml", "db_password: \"{{ lookup('password', '/dev/null length=20') }}\""),
        Sample("site.yml", "luks_key: \"{{ vault_luks_key }}\""),
        Sample("site.yml", "password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  3132"),
        Sample(
            "deploy.yaml",
            "env:\n- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: db\n      key: password"),
        Sample("ci.yml", "  token: ${{ secrets.GITHUB_TOKEN }}"),
        Sample("ci.yml", "permissions:\n  id-token: write"),
        Sample("ci.yml", "permissions:\n  id-token: read"),
        Sample("compose.yaml", "POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?must be set}"),
        Sample("compose.yaml", "POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:-}"),
        Sample("compose.yaml", "POSTGRES_PASSWORD_FILE: /run/secrets/db"),
        Sample("compose.yaml", "secrets:\n  db_password:\n    file: ./db_password.txt"),
        Sample("env.sh", "PASSWORD=${PASSWORD:-$OTHER}"),
        Sample("env.sh", "TOKEN=${LINE:6:40}"),
        Sample("env.sh", "export PGPASSWORD=\"$(pass show bench/db)\""),
        Sample("pass.sh", "pass=`pass show bench/vault`"),
        Sample("pass.sh", "echo -n 'Vault password: ' >&2"),
        Sample("pass.sh", "read -rsp \"Password: \" password; echo \"thanks\""),
        Sample("pass.sh", "p=$(awk '$1 == \"grafana_admin_password:\" { print $2 }' /etc/p.yml)"),
        Sample("pass.sh", "grep -q '^password=' /etc/my.cnf"),
        Sample("run.sh", "mysql -u root -p\"$MYSQL_PASSWORD\" bench"),
        Sample("run.sh", "curl -u \"$USER:$TOKEN\" https://rig.example"),
        Sample("run.sh", "psql \"postgresql://bench:${PGPASSWORD}@db/bench\""),
        // Names that only sound so
        Sample("openssl.cnf", "private_key = client_ca.key.pem"),
        Sample("openssl.cnf", "default_keyfile = privkey.pem"),
        Sample("nginx.conf", "ssl_certificate_key /etc/ssl/private/rig.key;"),
        Sample("package-lock.json", "{\"dependencies\": {\"registry-auth-token\": \"^5.0.1\"}}"),
        Sample(
            "package.json",
            "{\"devDependencies\": {\"js-tokens\": \"4.0.0\", \"generate-password\": \"~1.7\"}}"),
        Sample(
            "package-lock.json",
            "\"integrity\": \"sha512-Zk81mQpR7vTn2LxW4bYc6HdJZk81mQpR7vTn2LxW4bYc6HdJ==\""),
        Sample("help.txt", "    --private-key PRIVATE_KEY_FILE, --key-file PRIVATE_KEY_FILE"),
        Sample("help.txt", "  --token TOKEN  the token of the rig"),
        Sample("help.txt", "  --password=PASSWORD_FILE.txt"),
        Sample("notes.yaml", "- |\n    set it with ``update_passwords: false``."),
        Sample("notes.md", "The password: ask the operator."),
        Sample("notes.md", "Password required for every user"),
        Sample(
            "vars.yml", "ssh_public_key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIZk81mQpR7vTn2LxW4bYc bench@rig"),
        Sample("vars.yml", "wg_public_key: pnVwoMZNSvhTuUM9iHrjCwXr6z59cDVGx4Qm2TnL8kE="),
        Sample("vars.yml", "apt_key: 9DC858229FC7DD38854AE2D88D81803C0EBFCD88"),
        Sample("vars.yml", "gpg_key_id: 9DC858229FC7DD38854AE2D88D81803C0EBFCD88"),
        Sample("vars.yml", "recaptcha_site_key: Zk81mQpR7vTn2LxW4bYc6HdJZk81mQpR"),
        Sample("vars.yml", "kms_key: 1f0e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"),
        Sample("vars.yml", "s3_object_key: results/2026-11-23/Rig07/fio-randread-4k"),
        Sample("vars.yml", "primary_key: id"),
        Sample("vars.yml", "sort_key: filesystem_name_then_benchmark_2"),
        Sample("vars.yml", "key: Zk81mQpR7vTn2LxW4bYc6HdJ"),
        Sample("vars.yml", "monkey: Zk81mQpR7vTn2LxW4bYc6HdJ"),
        Sample("vars.yml", "image_digest: Zk81mQpR7vTn2LxW4bYc6HdJZk81mQpR"),
        Sample("vars.yml", "password_hash_rounds: 5000"),
        Sample("vars.yml", "token_ttl: 3600"),
        Sample("vars.yml", "max_token_count: 128000"),
        Sample("vars.yml", "token_url: https://login.example/oauth/token"),
        Sample("vars.yml", "use_password: true"),
        Sample("vars.yml", "passwordless: yes"),
        Sample("vars.yml", "luks_key_size: 512"),
        Sample("vars.yml", "luks_key_file: /root/luks.bin"),
        Sample("vars.yml", "session_key: required"),
        Sample("vars.yml", "host_key_checking: false"),
        Sample("vars.yml", "key_prefix: bench-results-2026-rig07"),
        Sample("vars.yml", "auth_method: scram-sha-256"),
        Sample("vars.yml", "credentials: include"),
        Sample("vars.yml", "random_seed: 20261123"),
        Sample("vars.yml", "password: CHANGEME"),
        Sample("vars.yml", "password: \"<set in the vault>\""),
        Sample("vars.yml", "api_key: \"****************\""),
        Sample("ssh_config", "IdentityFile ~/.ssh/id_ed25519\nPasswordAuthentication no"),
        Sample("sudoers", "bench ALL=(ALL) NOPASSWD: ALL"),
        Sample("passwd", "root:x:0:0:root:/root:/bin/bash"),
        Sample("fio.job", "[randread]\nbs=4k\nrandseed=8675309\nverify=sha256"),
        Sample("client.py", "password = os.environ.get(\"PASSWORD\")"),
        Sample("client.py", "def login(user, password: str = None):"),
    ]

    @Test(arguments: harmless)
    func `what is none is not found`(_ sample: Sample) {
        let findings = SecretScan.findings(in: Array(sample.text.utf8), of: .file(sample.file))
        #expect(findings.map(\.json.text) == [])
    }
}

extension ConfigListing.Entry {
    static func file(_ path: String) -> ConfigListing.Entry {
        ConfigListing.Entry(
            index: 0, path: path, rawPath: nil, kind: .file, byteCount: 1, compressedByteCount: 1,
            method: "stored", crc32: 0, permissions: nil, modified: nil, isEncrypted: false, offset: 0)
    }
}
