"""The one settings module. What differs between places comes from the environment, read by `portal.env`."""

import sys
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.limits import ACCOUNT_RATE_LIMITS  # noqa: F401 - a setting too
from campaigns.limits import MESSAGE_FAMILY_MONTHS, MESSAGE_LINK_DAYS, MESSAGES_A_MONTH, MESSAGES_A_MONTH_FEWER, MESSAGES_A_SECOND  # noqa: F401 - settings too
from portal import env, log_lines
from portal.policies import ADMIN_CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY, PERMISSIONS_POLICY  # noqa: F401 - settings too

try:
    ENV = env.read()
except env.WrongEnvironment as problem:
    sys.exit(str(problem))

BASE_DIR = env.ROOT
SECRET_KEY = ENV.secret_key
SECRET_KEY_FALLBACKS = ENV.secret_key_fallbacks
FIELD_KEYS = ENV.field_keys
DEBUG = ENV.debug
DEMO = ENV.demo
ALLOWED_HOSTS = ENV.allowed_hosts
SITE_URL = ENV.site_url
TRUSTED_PROXIES = ENV.trusted_proxies

INSTALLED_APPS = [
    "portal",
    "campaigns",
    "register",
    "search",
    "feedback",
    "localoffer",
    "home",
    "accounts",
    "analytics",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "accounts.apps.StaffConfig",  # wagtail.users
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",  # its widgets, found by FORM_RENDERER
]

MIDDLEWARE = [
    "home.page_cache.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.public_limits",
    "portal.lanes.two_lanes",
    "analytics.middleware.count_first",
    "csp.middleware.CSPMiddleware",
    "portal.middleware.admin_policy",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.staff_second_factor",
    "accounts.middleware.only_staff_at_the_desk",
    "accounts.middleware.CacheIsDown",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "home.context.site",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Data ---------------------------------------------------------------------------------------------------------------

ON_SQLITE = ENV.database["ENGINE"].endswith("sqlite3")
DATABASES = {"default": ENV.database}
if ON_SQLITE:
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # More threads wait than work (portal.lanes): a connection belongs to whoever works.
    DATABASES["default"]["OPTIONS"] = DATABASES["default"].get("OPTIONS", {}) | {"pool": {"min_size": 4, "max_size": 12, "timeout": 3, "reconnect_timeout": 2}}

if ENV.cache_url:
    _CACHE: dict[str, Any] = {"LOCATION": ENV.cache_url, "OPTIONS": {"pool_class": "home.caches.RestingPool"}}
    CACHES = {
        "default": _CACHE | {"BACKEND": "home.caches.ForgivingRedisCache", "KEY_PREFIX": "portal"},
        "pages": _CACHE | {"BACKEND": "django.core.cache.backends.redis.RedisCache", "KEY_PREFIX": "pages"},
    }
else:
    _CACHE = {"OPTIONS": {"MAX_ENTRIES": 5_000}}
    CACHES = {
        "default": _CACHE | {"BACKEND": "home.caches.ForgivingFileCache", "LOCATION": ENV.var_dir / "cache"},
        "pages": _CACHE | {"BACKEND": "home.caches.ExactFileCache", "LOCATION": ENV.var_dir / "pages"},
    }

SESSION_ENGINE = "accounts.sessions"

# Sign-in ------------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # encrypted as sessions are; a cookie would not be
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "signed_in"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "accounts.forms.LoginForm", "confirm_login_code": "accounts.forms.ConfirmLoginCodeForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email", "phone"}  # accounts.forms offers the phone only where texts are on
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"length": 6}  # letters that do not look like digits: BCD-FGH
ACCOUNT_LOGIN_BY_CODE_REQUIRED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 30 * 60
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_TOTP_ISSUER = "Local Offer"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO

# Mail: a web request only writes a row; the worker sends it --------------------------------------------------------------

EMAIL_BACKEND = "accounts.mail.QueueBackend"
MAIL_TRANSPORT = ENV.email["EMAIL_BACKEND"]
EMAIL_HOST = ENV.email.get("EMAIL_HOST") or ""
EMAIL_PORT = ENV.email.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = ENV.email.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = ENV.email.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = ENV.email.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = ENV.email.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = ENV.email.get("EMAIL_FILE_PATH") or None
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = ENV.default_from_email
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Texts: rows too, sent by the worker; without an address there are none, and nobody signs in by mobile number ------------------

TEXT_URL = ENV.text_url
NOTIFY_API_KEY, NOTIFY_TEMPLATE_ID = ENV.notify_api_key, ENV.notify_template_id
NOTIFY_EMAIL_TEMPLATE_ID = ENV.notify_email_template_id  # for what campaigns send; empty, they send no such thing by Notify
NOTIFY_LETTER_TEMPLATE_ID = ENV.notify_letter_template_id
LETTERS_FOLDER = ENV.var_dir / "letters"  # batches for a print room, until they are posted; all workers and web processes share it
RECEIPT_TOKEN = ENV.receipt_token  # what Notify and a mail service show us; empty, nobody may tell us anything

# Language and time --------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
LOCALE_PATHS = [BASE_DIR / "locale"]  # plainer words for what Django and Wagtail say to editors
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en-gb", _("English"))]
WAGTAIL_I18N_ENABLED = len(LANGUAGES) > 1  # a second language switches the translation of pages on
FORMAT_MODULE_PATH = "portal.formats"  # the 24-hour clock
TIME_ZONE = "Europe/London"

# Files --------------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = ENV.var_dir / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if DEBUG:
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
MEDIA_URL = "/media/"
MEDIA_ROOT = ENV.media_root
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # the page editor needs many; `portal.middleware.public_limits` holds the public to 200, providers to 4,000

# Wagtail ------------------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Local Offer"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_LOGIN_URL = "/accounts/login/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_AUTOSAVE_INTERVAL = 30_000
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILADMIN_NOTIFICATION_USE_HTML = True
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "mp3", "mp4", "odt", "pdf", "pptx", "txt", "vtt", "webm", "xlsx"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"
TAGGIT_CASE_INSENSITIVE = True

# Directory ----------------------------------------------------------------------------------------------------------

SERVICE_HIDE_AFTER_DAYS = 90  # a service nobody checked stands in no list once its check is this many days late
SERVICE_CHECK_MONTHS = 6  # from a check to the day the next one is due
SERVICE_FIRST_CHECK_DAYS = 45  # what is new to us and was not checked lately is due after so many days at the earliest
SERVICE_FIRST_CHECK_SPREAD_DAYS = 60  # and after so many more at the latest, so that not everybody is written to on one day
SERVICE_REMINDER_DAYS = (-30, -7, 7, 30)  # when its provider is asked: days before (-) or after the day the check is due
SERVICE_CHECK_LINK_DAYS = 60  # how long the link in such a mail works; an older one offers a new one
SERVICE_PROPOSALS_OPEN = 20  # how many new services one provider may have waiting for an editor

# Search -------------------------------------------------------------------------------------------------------------

SEARCH_URL = ENV.search_url  # Elasticsearch; empty: the database searches
SEARCH_INDEX = "local-offer"  # the alias in Elasticsearch; its versions are named after it

# Register -----------------------------------------------------------------------------------------------------------

REGISTER_UNCONFIRMED_DAYS = 7  # a sign-up nobody confirms is deleted after these days, and its link works as long
REGISTER_ASSISTED_DAYS = 28  # the same for a family that an officer wrote down: a letter takes longer, and so does calling back
REGISTER_ASK_MONTHS = 12  # a family that said nothing for so long is asked if all is still right
REGISTER_STOP_MONTHS = 24  # one that still says nothing is not written to any more
REGISTER_DELETE_MONTHS = 27  # and then deleted
REGISTER_NOTICE_DAYS = 30  # between telling a family and the next step, however late we were
REGISTER_OWN_CHOICE_AGE = 16  # from then on a young person is asked for their own choice
REGISTER_GROWN_UP_MONTHS = 1  # so long after the 25th birthday only a number stays of a young person
REGISTER_STILL_RIGHT_DAYS = 90  # how long the link works by which a family says so
REGISTER_LEDGER_DAYS = 400  # longer than any backup is kept: so long the ledger knows what a restored one must not bring back
ERASURE_LEDGER = ENV.erasure_ledger
REGISTER_CARD_YEARS = 2  # so long a disability awareness card is valid
REGISTER_COMPLAINT_DAYS = 30  # within so many days somebody who complains about data hears that we have it (the law says 30)
REGISTER_COMPLAINT_YEARS = 6  # so long after its answer a complaint is kept
REGISTER_REASON_MINUTES = 30  # so long an officer may change a record for the reason that opened it
REGISTER_UNDO_MERGE_DAYS = 30  # so long two records that were put together can be taken apart
REGISTER_VIEWS_AN_HOUR = 50  # records that one officer opens, finds or lists in an hour before the data protection officer hears of it
REGISTER_MAILS_A_DAY = 5  # to one address, however often someone asks to join with it

# Safety -------------------------------------------------------------------------------------------------------------

HTTPS = ENV.https
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health/"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # the environment says that a proxy stands before us
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "portal.views.stale_form"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the editor frames its own previews
SILENCED_SYSTEM_CHECKS = ["security.W019", "auth.W004"]  # it asks for DENY; an address is there once because its hash is

LOGGING = log_lines.setting(ENV.log_level)
