"""What can go wrong."""


class BenchdError(Exception):
    """An answer that is a problem, or no answer.

    `status` is the HTTP status, or None without an answer. `problem` is the server's problem object (RFC 9457), or an empty one; `type` is its type
    without what is before the last slash, such as `not-found`.
    """

    def __init__(self, detail, status=None, problem=None):
        super().__init__(detail)
        self.status = status
        self.problem = problem or {}
        self.type = str(self.problem.get("type", "")).rpartition("/")[2]
