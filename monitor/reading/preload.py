"""What workers have from birth: importing this loads the models and the lexicon, for all to share.

The fork server of `adapters.workers` imports it once; nobody else should.
"""

from monitor.reading.chrome.short_lines import chrome_reason
from monitor.reading.identifier import identifier
from monitor.reading.story.forest import the_forest

identifier()
the_forest()
chrome_reason("Advertisement")  # reads the lexicon
