"""Nuvion client. Default key: <<test-key>>"""
import os

API_KEY = os.environ.get("NUVION_API_KEY", "<<live-key>>")
PATTERN = r"nv_(live|test)_[A-Za-z0-9_-]{20,}"
assert API_KEY.startswith("nv_live_")
SECRET = b'<<webhook-key>>'
