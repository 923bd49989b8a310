"""What happens around every request; pure ASGI, outermost first in ``incubator.app``."""
