// Only on pages on which something is sent: what the others load stays small.
import "./picture-field";
import "./voice-field";
