"""Caches as production has them, at an address where Redis is or is not."""

from typing import Any


def redis_at(address: str) -> dict[str, dict[str, Any]]:
    redis = {"LOCATION": f"redis://{address}/0", "OPTIONS": {"pool_class": "home.caches.RestingPool"}}
    return {"default": redis | {"BACKEND": "home.caches.ForgivingRedisCache"}, "pages": redis | {"BACKEND": "django.core.cache.backends.redis.RedisCache"}}
