"""Other machines: the embedded database server, mail, big files. The court never comes here."""
