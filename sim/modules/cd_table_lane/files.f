hw/memory/cd_table_lane.v
