"""A message as it leaves, whole, with holes for what differs by family."""

from campaigns.carriers.base import Words
from campaigns.models import Message


def words_of(message: Message) -> Words:
    mailing = message.mailing
    text = message.text or "\n\n".join(str(block.value) for block in message.body)
    foot = "((signatures))\n((check))\n((stop))"
    return Words(message.subject, f"{text}\n\n{foot}", sender=mailing.sender_name, reply_to=mailing.reply_to, unsubscribe="stop")
