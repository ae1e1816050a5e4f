"""What tests of messages may ask for."""

from io import BytesIO

import PIL.Image
import pytest
from django.core.files.base import ContentFile
from wagtail.images.models import Image


@pytest.fixture
def picture(settings, tmp_path):
    """A picture in the library, of a swing."""
    settings.MEDIA_ROOT = str(tmp_path)
    made = BytesIO()
    PIL.Image.new("RGB", (1600, 900), "green").save(made, "png")
    return Image.objects.create(title="swing.png", file=ContentFile(made.getvalue(), "swing.png"), width=1600, height=900)
