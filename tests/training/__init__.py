"""How the data that ships in `transforms/entities/data` is made. Nothing here is needed at run time."""
