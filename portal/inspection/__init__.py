"""The inspection pack: what the Local Offer holds and how it is kept, for inspectors, as one file that is made with one press."""
