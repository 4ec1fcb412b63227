"""The register's sheets on their way in: read, compared with what the register was, and brought into it."""
