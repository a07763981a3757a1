module.exports = { redirected: true };
