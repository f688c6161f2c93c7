// Nothing of the provider's answer stays in the history.
history.replaceState(null, '', '/callback');
