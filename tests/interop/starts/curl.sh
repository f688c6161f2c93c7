curl -u "$CONNECT_HUB_KEY:" "$CONNECT_HUB_URL/proxy/user/repos?per_page=5"
