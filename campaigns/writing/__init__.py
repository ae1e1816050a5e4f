"""Writing the messages of a campaign: how they read on paper, in a mail and on a phone, what is wrong with them, and the desk where they are written.

What leaves is `rendering.words_of(message)`, as it was when it was signed.
"""
