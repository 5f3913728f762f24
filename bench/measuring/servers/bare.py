"""libmicrohttpd alone, over files that it keeps in memory."""

from ..building import program
from ..processes import Server


class Bare(Server):
    def __init__(self, folder, files):
        super().__init__("libmicrohttpd", [program("bare"), *files], folder)
        self.port = int(self.wait_for(lambda: self.output.read_text().strip(), "prints no port"))
