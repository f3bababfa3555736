"""What workers have from birth: importing this loads the language model, for all to share.

The fork server of `adapters.workers` imports it once; nobody else should.
"""

from monitor.reading.identifier import identifier

identifier()
