hw/engine/cd_half_words.v
