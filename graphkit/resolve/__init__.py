"""Resolution: which entities of which sources are one."""
