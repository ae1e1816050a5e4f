"""How many messages at most; settings as well, so that a council changes them in one place (`portal.settings`)."""

MESSAGES_A_SECOND = {"email": 50, "text": 40, "post": 40}  # by each channel, all workers together, until somebody changes it in the admin
MESSAGES_A_MONTH = 4  # a family gets no more of all campaigns in 30 days; reminders do not count
MESSAGES_A_MONTH_FEWER = 1  # one that asked for fewer
MESSAGE_LINK_DAYS = 180  # so long the link in a message opens a family’s wishes; an older one offers a new one, and those that stop messages never end
MESSAGE_FAMILY_MONTHS = 24  # so long we know which family a message went to
