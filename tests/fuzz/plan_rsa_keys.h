/* RSA keys for plans, so that a finding is the same everywhere and no run waits for primes. Nobody else has use for
 * them: they are public. */
#ifndef FUZZ_PLAN_RSA_KEYS_H
#define FUZZ_PLAN_RSA_KEYS_H

#define PLAN_RSA_A_PEM                                                                                                 \
    "-----BEGIN RSA PRIVATE KEY-----\n"                                                                                \
    "MIIEogIBAAKCAQEA5ZIlrYOpodR0JT/2bE8T7Ri+Bfcmj1iFj66mUdyKJGT/O6ETTPId/gVkE2PjRWfflmEr9UQsC7S6Gsxxnb855HF1\n"       \
    "Vy+EwiF0flBh5RVzO1r+7lkFcutg/m1xJgExQbpoXvIurqPvNdyMDbjK1AuO5ToKeA5X4a67wMKr2nkxS8fOP8pWCQXhX0og/0ukCPN1\n"       \
    "i0Kyeg0l8HHLN9oiQdao/2ToDkgrmKAqp4JiiPXk0EkDaMgGCUsDSG5PgHZzUh0vKCQYmfe1vHY7KLZLaATUjLBIo5Ljt4WZIiWbYKcO\n"       \
    "DhORkapQom+g7OeJ8dQN1qGPzE4podlk0lNfD6GUy60UhQIDAQABAoIBAAQWuoeQ3wJUHZ51OW8b6HOyW14RVRU8AyL4PhuapTY5O0eF\n"       \
    "Wqnl7Q1TbMEgqBFaJIQR5n3HkU5DEYZ9Ki/gUkhkke2z2bY4cNH4Hgo9u8/skrpNiRiPIyrc6aU+47DzQD0irJytLEtGCpOK/UfSDeE8\n"       \
    "y6dwP/XzzgHEpdluC6f5FijZDDQRe1BMbBaBoSD7GqL7QmGtn8Jd8EilPWAMOSPxC7IRSCKtrN2PkKLkSQxUngeMP6qxJlB6ELLr23Mg\n"       \
    "7odG6wvprabrMlUnVEdxCsQr7wqoNLj6t7lIof6GCjrHaj3KbPK4owXT0JLLmgth8cKb9uLhb+YMNT/5jyBs2KECgYEA/kHywT+a0wUn\n"       \
    "ubmblwL6AVpaLYEelbxfN7m1u+oi3qOVu9cUquPpCX3CRIOd9GyjZVk5IjB3rs94PaZzRpXCg3wvX4bwFj6X5Dz8+YH0xUEFLatcpQcM\n"       \
    "EJCa7/ZBWikgmh3jxucWbaT4DYKItLGr+uxmY8JkW7UDTUcJVzAJRiECgYEA5yTj6BpAXp2+FwRkhUuqsU60IdqcHPQK+gGCUY3MNAjB\n"       \
    "mYVyu1Pfa3XejzLsmHjGYagyrJd0MvGc7tGAYRnrcQNPuWKz8EoWbhd/Uye7r6AsBKJLU23eplc7+5jiqLGmzbyNhH2leEO/zlODFyIA\n"       \
    "PfUvU6RHoVM96Q9P5eJEOeUCgYBxe3fhHwV4eA2SDLDQRwjU/8HOG5pOFMSe96mQlOE5Y+QZ8daMq6rAjLvfnqsqhC6ttpQUmXNht8Ig\n"       \
    "KiG7eG5YB16RkYWpOAjNWxdCOenI/MtV5e00zx9oaVJuFgh3OHIPt5WJmmzdRUtdpExl8gMjvM26avImKHWv0SvvGUaaYQKBgAWi0qPQ\n"       \
    "MA2ejwoEo2bUp37XSnEg4XmbQcFC1Cik6nvCUuYpaNjEfMgkAZ9AQKCfIUc0ULgAoWa0mX0BQr4bYbBJwmHk1DphtBZPIF2otFzd7PTX\n"       \
    "+Do6jZlEu0OxQKWYX1bY6CJ45dX+4OhpBONFgvf/yH2jndODMhlCtFIIqF05AoGAQkJUSgRQclG1CrxzWWceRBZ+0GYdMah1L3FMEwXJ\n"       \
    "OKfcGs/4Kert5SF5X/pINBr8rp1XX9KEYBoiiSh0bOw5M9MGSHSl3bUZ+0QQcpNcwCzoMmlQeWgyajU5e4VuEP94ahWoPdlb9mTLH+VP\n"       \
    "PthEPDp/I4IZeCFbdNFBoMQS+ak=\n"                                                                                   \
    "-----END RSA PRIVATE KEY-----\n"

#define PLAN_RSA_B_PEM                                                                                                 \
    "-----BEGIN RSA PRIVATE KEY-----\n"                                                                                \
    "MIIEpAIBAAKCAQEA2S08wnfqh2BJFdMXEw0gf3He6PmIaUx/YtYtoDfPBKvtcDrGS3PdTKqJuYTlb85jv5NqmUzZzIqToE3+/p1Uuf4O\n"       \
    "Edd53FVU2vJWgw1MTkP6Aw5tprrb/kVZsHgONmtgH/CQPeMP7KzkYoCLECmJx0GPoeh+fDXkTCAljK/AbIv++wRHXuLcX816KfBcXuVO\n"       \
    "QS+dg3+WpADSUWfYl90SGZIssT3Fs5gZY12m+FKr2WlKyC0ngwA8d7bDaZtG1olSn13bhkv5vOQJpQP338t/FApBGUwy904PC5oBnJwj\n"       \
    "oPudKFRYnuNMYQ8mdYqgJzBV1cqZWpLFOUdhGV9R2Q/wxQIDAQABAoIBADGbISFEVcglSJxZEpCx82XY4zMw6CUxKXmwdUx+4uTsxnfX\n"       \
    "nPqYFQjRfVLoVaXjrSoRqIwqnycW0iCQIDoVQsiXDKyrnLSksxStvPADRhYsdbtj/MzUKrLaMWHbElgAz7yL7M6OAlGrriEHvnvrGQLv\n"       \
    "6ThwzA9gGez/fMQ1Us0YA2KviGEi4kAwtWd4PRqx1c+G44DE6EijLG00HViG+BFu5N0QL1e7vha/7X1/IBVS7OddqTYWjNz73t28n5+X\n"       \
    "qUaj5H1wxxWLo/LcBlobgjfyPenw2DI5aIOyS4E4kU4djCfioYBpKB5psnRIiVH+ttyz8LglrogezBV3ccu8ekMCgYEA7+tQTvu7j//u\n"       \
    "gto7ylwqXZfMj4kWZKxUApajAwtCwmANaPgGXVCtN6/HU80B1tl6r2ZQkiRd2DnjToY07F22w3LK6Gy/+j0dHCNjMK/A0FbFJZQs8ORe\n"       \
    "qwn28g30AhamzrJxSLsN7QydXDOkgagxMF4J2rG6+iSBC4tT8OTqZPMCgYEA57uxjs8GXxc7uP/L4wwGoYbw9AqH0q1wPK9YK7iQsLM3\n"       \
    "pioVybZLS0cCh7b0oNUpRQGoCbk96bNX1TXWZVhD2ZpcxSAb91GxgiBdMrgg+i7gIDpz6puDlD9tfuD5Km4S29OQUZWeCkiAlcgwKHUG\n"       \
    "o6TEbENoTlIr/X66yKDKIWcCgYEAhWo5snJSDvWnUKTC8vjlpj4vxvHYvgsGfJn/9EVizmxTiLfD8khWysy472TlTPCLRNaEn4ARn5gx\n"       \
    "Sw1eiMJkS7OeGjm/WAx8D5WuJvjVJAXcg9UuWJbl/f8AkAIqWq71+6NHU8aRK+0D5K3jISbCk773g+GptEhwalcESsVBgvkCgYBq4jOf\n"       \
    "fvWdXoX5amKMMrvMPQVeSo0jK0QdeXLdl5+FIOSGC9tI0oAgFHyiREzI8gi6/2yWL47TABl/Cfn9fJyu/XfUpF7B0DhjoLHb9vme64gM\n"       \
    "1WkpyNkDw82pO/MxEtw38HkcaDog3BgS/ebYgkGxsQm4Nc8icNxBa/aTGzaf+QKBgQCMituQjwIwtkSBpPHcKyt4BYtNkMukKNzGTPgu\n"       \
    "BF1CnxjqH6AL95pOblODprpierN5q2Rc8jQIopXdIv+Q1AnHrGSfLkQxs8BrG8OWFwGQ6IHtQIaPDO0d1ZhNqn1HTl5oYEQFXwUxRIOb\n"       \
    "wl5YdSfU29QHoIOlCOKfE9C+PE3qZg==\n"                                                                               \
    "-----END RSA PRIVATE KEY-----\n"

#define PLAN_RSA_SMALL_PEM                                                                                             \
    "-----BEGIN RSA PRIVATE KEY-----\n"                                                                                \
    "MIICXAIBAAKBgQDVkjJ9qY6wwg/QihTJQbwoTfPZV2bfqhTLQDAYkJcbYdltvtnTfTiML7EMQz0gu6RZ9VarYmjDAWiV4i6yCS9pvavb\n"       \
    "eukw47//ONjWvn6obFeMH/fLMeZIpAyG9E3gtjPudgGh+5GvJjX6gMFr5MJlEN0W4FFEGJCCtaglbz0zJwIDAQABAoGAeDJzoC2RVQGj\n"       \
    "DObpk+sfDj/xAV0jVLXQRiO17d1SbeLAD/fdeB19echNiG0/NfDlKovdX09fToC4b8KALUrmF0Gmna19VJAiE43Xqt4l6F0UqEUhsz/7\n"       \
    "R/vdoMlBp8Cv2bT0AOhwJEAbFvvlNkLG8881dsWsp0zC3ssqjjYW+KECQQDsMxv1wTmP8EZSHVZzlYF7Rp19lhhY794Xut3NMd3v7Iok\n"       \
    "zbhEgp5AcdVuLZQsAj+mmWK6XzMogz/fLJ8YaPcrAkEA53l5gHiaQbEaJ5dutMrYdqc66fCzpBW0fHSN0HHt760DuaJeLTWt3b9SBwbg\n"       \
    "WyBTdVxX3vXVyxWmBRY1hHZ19QJAHZX1TZ4raKUvGcAFAStb8aYRuhZf7Fv3VL+aYsZ5R0E4uI1wJFy8F9RqaIebBLwvXt3dqPyduthd\n"       \
    "2sWLFBKpywJAWEyWdNOMxJJyj7fMm1rlyB1y89rGLEm7V95+Wo2bXlp5mU6+7jAT6wsYl2WgICLss1BOlNbif136vuYB9E3cIQJBAOc7\n"       \
    "dllLGRR/ye1afIzrJnGNSz4ypNc4r/CHAwhgfFsyOIpYR9mYj99AOZ2ZQul7Wt/xp4hoR60BB003AYZRzlk=\n"                           \
    "-----END RSA PRIVATE KEY-----\n"

#endif
