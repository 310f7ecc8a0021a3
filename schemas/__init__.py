"""What is true of each table: Pandera models, each column described once, and the catalog of keys between them."""
