"""One module for each event of the client: what happens, told in the words of the other rooms."""
