"""What gunicorn and the flask command load."""

from jury import create_app

app = create_app()
