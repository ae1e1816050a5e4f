"""Beacons as browsers send them."""

import json
import uuid

from django.test import Client
from django.urls import reverse

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1"
LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
ROBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


def body(page="search", view_id=None, **fields):
    return json.dumps({"v": view_id or uuid.uuid4().hex, "p": page} | fields)


def send(client: Client | None = None, *, raw=None, agent=PHONE, address="203.0.113.5", headers=None, **fields):
    content = body(**fields) if raw is None else raw
    return (client or Client()).post(reverse("stats_event"), content, content_type="text/plain;charset=UTF-8", headers={"user-agent": agent} | (headers or {}), REMOTE_ADDR=address)
