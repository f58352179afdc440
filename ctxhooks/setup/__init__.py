"""An installation: hooks in a settings.json, and which events each version of the client knows."""
