"""What takes messages out, spoken to by the real thing: smtplib and the official client, against the fakes."""
