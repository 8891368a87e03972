hw/bus/cd_frame_control.v
