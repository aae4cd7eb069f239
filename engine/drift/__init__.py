"""Running the system: anchors of the log, backup, retention, health, measurements, graceful stop."""
