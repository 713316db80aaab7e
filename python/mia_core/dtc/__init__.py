"""DTC: the order protocol, as bytes in and events out; sockets apart."""
