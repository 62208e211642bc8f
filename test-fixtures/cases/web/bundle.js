(()=>{var e="<<live-key>>",t={key:"<<test-key>>"};fetch("https://api.nuvion.co/accounts",{headers:{Authorization:`Bearer ${e}`}})})();
