"""Fine-tuning: `train(config)` and what it is made of."""
