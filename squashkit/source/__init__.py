"""Migration files as text: reading them, and writing a squashed one."""
