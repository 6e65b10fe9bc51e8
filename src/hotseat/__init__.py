"""hotseat: practise hard customer conversations."""
