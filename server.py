"""For an ASGI server of your choice: `uvicorn server:app`. Settings come from the environment."""

import os

from api.app import create_app
from api.environment import read_settings
from api.logs import begin_logging
from api.opening import opened
from cli.demo.fill import fill

settings = read_settings(os.environ)
begin_logging(settings.log_level, settings.log_format)
app = create_app(settings, opened(settings, fill))
