"""Where the program runs with what: settings file, environment, options, and the limits of a restricted process."""
