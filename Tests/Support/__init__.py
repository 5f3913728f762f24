"""What the end-to-end and the browser tests share: the daemon as a process, HTTP, reports and archives."""
