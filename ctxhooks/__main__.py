from ctxhooks.cli import main

main()
