"""The application that benchd replaces, by its contract: the same four endpoints over a folder of files, with FastAPI.

Its folder is the environment's OLD_APPLICATION_DATA. It checks that a report is JSON with an object `data`, and syncs nothing.
"""

import json
import os
import uuid
from pathlib import Path

from fastapi import FastAPI, File, HTTPException, UploadFile
from fastapi.responses import FileResponse, HTMLResponse

DATA = Path(os.environ["OLD_APPLICATION_DATA"])
PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Benchmark {identifier}</title></head>
<body><h1>Benchmark {identifier}</h1><div id="charts"></div><script>const report = {report};</script></body></html>
"""
application = FastAPI()


@application.post("/api/upload")
def upload(file: UploadFile = File(...), config_file: UploadFile | None = File(None)):
    content = file.file.read()
    try:
        is_report = isinstance(json.loads(content)["data"], dict)
    except (ValueError, KeyError, TypeError):
        is_report = False
    if not is_report:
        raise HTTPException(422, "not a report")
    identifier = str(uuid.uuid4())
    if config_file is not None:
        (DATA / f"{identifier}_config.zip").write_bytes(config_file.file.read())
    (DATA / f"{identifier}.json").write_bytes(content)
    return {"link": f"/benchmarks/{identifier}", "uuid": identifier}


@application.get("/benchmarks/{identifier}", response_class=HTMLResponse)
def page(identifier: uuid.UUID):
    report = stored(f"{identifier}.json").read_text().replace("</", "<\\/")
    return PAGE.format(identifier=identifier, report=report)


@application.get("/api/benchmarks/{identifier}")
def report(identifier: uuid.UUID):
    return FileResponse(stored(f"{identifier}.json"), media_type="application/json")


@application.get("/api/benchmarks/{identifier}/config")
def config(identifier: uuid.UUID):
    name = f"{identifier}_config.zip"
    return FileResponse(stored(name), media_type="application/zip", filename=name)


def stored(name):
    path = DATA / name
    if not path.is_file():
        raise HTTPException(404, "not found")
    return path
