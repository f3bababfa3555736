"""The command line: each noun has its module, thin: parse, call one function, print."""
