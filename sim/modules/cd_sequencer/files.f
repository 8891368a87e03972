hw/engine/cd_sequencer.v
