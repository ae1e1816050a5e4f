"""What a browser may load, send and use on our pages: nothing of another host. Settings, the same everywhere."""

_SELF, _NONE = "'self'", "'none'"
_FROM_US = ("script-src", "style-src", "img-src", "font-src", "media-src", "connect-src", "manifest-src", "form-action", "frame-ancestors")
CONTENT_SECURITY_POLICY = {"DIRECTIVES": {"default-src": [_NONE], "base-uri": [_NONE]} | {name: [_SELF] for name in _FROM_US}}
# Wagtail's editor writes inline scripts (date pickers) and styles, and frames its own previews.
ADMIN_CONTENT_SECURITY_POLICY = CONTENT_SECURITY_POLICY["DIRECTIVES"] | {
    "script-src": [_SELF, "'unsafe-inline'"],
    "style-src": [_SELF, "'unsafe-inline'"],
    "img-src": [_SELF, "data:", "blob:"],
    "frame-src": [_SELF],
}
PERMISSIONS_POLICY: dict[str, list[str]] = {name: [] for name in ("accelerometer", "camera", "display-capture", "gyroscope", "magnetometer", "microphone", "payment", "usb")}
# "Use where I am", on press (docs/decisions/near-where-you-are.md), and passkeys.
PERMISSIONS_POLICY |= {name: ["self"] for name in ("geolocation", "publickey-credentials-create", "publickey-credentials-get")}
