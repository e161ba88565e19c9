"""Training a French encoder: tokenizer, packing, word vectors, masked-language modelling.

The package needs only torch, transformers, tokenizers, numpy and (for word-vector
initialisation) gensim, so that it also runs on a bare GPU machine from a resolved
configuration; see :mod:`depeche.pretraining.run`.
"""
