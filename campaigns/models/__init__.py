from campaigns.models.campaign import ALPHABET, CODE_LENGTH, Campaign, new_code, read_code
from campaigns.models.windows import WindowStep

__all__ = ["ALPHABET", "CODE_LENGTH", "Campaign", "WindowStep", "new_code", "read_code"]
