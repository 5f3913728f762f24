"""The application that benchd replaces, under uvicorn in an environment of its own."""

from ..places import BUILD, PROGRAMS
from ..processes import Server, clean_environment, free_port, listens

PYTHON = BUILD / "venv" / "bin" / "python"


class OldApplication(Server):
    def __init__(self, folder):
        self.data = folder / "data"
        self.data.mkdir(parents=True)
        self.port = free_port()
        command = [
            PYTHON, "-B", "-m", "uvicorn", "old_application:application", "--app-dir", PROGRAMS, "--port", self.port, "--no-access-log",
            "--log-level", "warning", "--loop", "uvloop", "--http", "httptools"]
        super().__init__("FastAPI", command, folder, clean_environment({"OLD_APPLICATION_DATA": str(self.data)}))
        self.wait_for(lambda: listens(self.port), "does not listen")
