hw/engine/cd_interlock.v
