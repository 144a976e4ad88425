"""isostats: remission, time to relapse and second courses after isotretinoin."""

__version__ = "0.1.0"
