"""The directory as open data: Open Referral UK 3.0 under /api/open-referral/v3/, for anybody, by GET only."""
