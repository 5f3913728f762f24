import HTTP
import JSON
import Model
import Templates

/// The page /login, and what its forms do.
extension Site {
    func loginPage(_ visit: Visit) throws(Problem) -> Response {
        let next = LoginTarget.path(visit.request.query("next"), base: links.base)
        // Where everyone may read, and for a reader who is logged in, there is nothing to do here.
        if visit.visitor.mayRead { return .seeOther(next) }
        return loginPage(visit.look, next: next, problem: nil)
    }

    func logIn(_ visit: Visit) throws(Problem) -> FormUpload {
        FormUpload(
            sizeLimit: LoginForm.sizeLimit,
            sink: LoginForm { [self] fields in
                let next = LoginTarget.path(fields["next"], base: links.base)
                do throws(Problem) {
                    let cookie = try gate.logIn(fields["token"] ?? "", from: visit.visitor.caller)
                    var response = Response.seeOther(next)
                    response.headers["Set-Cookie"] = cookie
                    return response
                } catch {
                    return loginPage(visit.look, next: next, problem: error)
                }
            })
    }

    func logOut(_ visit: Visit) throws(Problem) -> Response {
        var response = Response.seeOther(links.address("/login"))
        response.headers["Set-Cookie"] = gate.logOut(visit.request)
        events.endRefused()
        return response
    }

    /// 403 for a wrong token: with 401 the browser would ask for a name and a password of its own accord.
    private func loginPage(_ look: Look, next: String, problem: Problem?) -> Response {
        let context: TemplateValue = [
            "page_title": "Log in", "next": .string(next), "problem": .text(problem?.detail),
        ]
        var response = Response(
            status: problem.map { $0.kind == .tooManyTokens ? 429 : 403 } ?? 200,
            type: "text/html; charset=utf-8", bytes: look.render(.login, context))
        response.headers["Cache-Control"] = "no-store"
        if problem?.kind == .tooManyTokens {
            response.headers["Retry-After"] = problem?.members.first?.value.text
        }
        return response
    }
}
