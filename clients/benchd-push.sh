#!/bin/sh
# Sends a report and its config archive to benchd with curl (7.55 or newer), and prints the link of the run: for rigs without Python.
#
#   benchd-push.sh DIR URL
#
# BENCHD_TOKEN is the token, or BENCHD_TOKEN_FILE a file with it; BENCHD_SOURCE is the name of the rig, by default that of the machine.
# BENCHD_WAIT is how many seconds to try, by default 600.
# Exit codes: 0 filed, or filed already; 2 wrong usage or set-up; 4 rejected, with the reason; 75 not now, run it again later.
set -u
unset CDPATH

say() { printf 'benchd-push.sh: %s\n' "$*" | tr -d '\000-\011\013-\037\177' >&2; }

fail() {
    code=$1
    shift
    say "$@"
    exit "$code"
}

# The last text under a key in the answer.
member() { printf '%s\n' "$answer" | sed -n "s/.*\"$1\": *\"\\([^\"]*\\)\".*/\\1/p" | tail -n 1; }

[ $# -eq 2 ] || fail 2 'it takes a directory of results and the address of the server: benchd-push.sh DIR URL'
token=${BENCHD_TOKEN-}
if [ -z "$token" ] && [ -n "${BENCHD_TOKEN_FILE-}" ]; then
    token=$(cat -- "$BENCHD_TOKEN_FILE") || fail 2 "cannot read the token file $BENCHD_TOKEN_FILE"
fi
case $token in *[[:space:]]*) fail 2 'the token has white space; give one token and nothing else' ;; esac
cd -- "$1" || fail 2 "cannot enter $1"
[ -f aggregated_report.json ] || fail 2 "$1 has no aggregated_report.json"

url=${2%/}
origin=$(printf '%s\n' "$url" | sed 's#^\([a-z]*://\)\([^/]*@\)\{0,1\}\([^/]*\).*#\1\3#')
base=$(printf '%s\n' "$url" | sed 's#^[a-z]*://[^/]*##')
set -- --form file=@aggregated_report.json --form-string "source=${BENCHD_SOURCE:-$(uname -n)}"
[ ! -f config.zip ] || set -- "$@" --form config_file=@config.zip
# The token goes through a pipe, because every user of the machine sees the arguments of a command.
answer=$(
    printf '%s\n' "${token:+Authorization: Bearer $token}" | curl --silent --show-error --header @- --connect-timeout 10 --speed-limit 50 --speed-time 60 \
        --retry 20 --retry-connrefused --retry-max-time "${BENCHD_WAIT:-600}" --write-out '\n%{http_code}' "$@" "$url/api/upload"
)
ended=$?
status=${answer##*
}

case $status in
200)
    link=$(member link)
    [ -n "$link" ] || fail 2 "what answers at $origin$base is not benchd; correct the address"
    case $answer in *'"/problems/run-removed"'*) fail 4 "rejected: nothing was filed: $(member detail)" ;; esac
    case $answer in *'"warnings":[]'*) ;; *) say "warning: $(member detail)" ;; esac
    case $link in "$base"/*) printf '%s\n' "$origin$link" ;; *) printf '%s\n' "$origin$base$link" ;; esac
    ;;
400 | 413 | 415 | 422) fail 4 "rejected: $(member detail) (status $status)" ;;
408 | 429 | 5??) fail 75 "not sent: $(member detail) (status $status); run it again later" ;;
000)
    # curl has said why: an address, a file or a certificate is wrong, or the network fails.
    case $ended in 1 | 2 | 3 | 26 | 51 | 58 | 60 | 77) exit 2 ;; *) exit 75 ;; esac
    ;;
*) fail 2 "the server refuses: $(member detail) (status $status); look at the address, the token, and the server's --allowed-hosts" ;;
esac
