hw/engine/cd_pixel_lane.v
